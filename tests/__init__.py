"""The tests: they mirror `src/`; benchmarks and tools share their small cases."""
