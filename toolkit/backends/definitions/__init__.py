"""What each server says of the objects that a statement names: by it one tells whether the statement has happened."""
