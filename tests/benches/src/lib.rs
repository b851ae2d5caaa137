//! The benchmarks are in `benches/`; `run` prints their table.
