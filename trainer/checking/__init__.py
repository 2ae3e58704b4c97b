"""What `trainer check` finds beyond the loader: examples, totals, fairness, mishearing, recordings of lines."""
