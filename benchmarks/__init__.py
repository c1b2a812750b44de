"""What tk costs, as ratios in one run: ``python -m benchmarks``."""
