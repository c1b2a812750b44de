"""Sessions of each server: the lock of a run, time limits of waiting, who blocks, ending what a dead run left."""
