"""Speed, measured: `make bench`. Model load is timed apart; each line tells what was measured on what."""
