"""The machine: cache, processes, threads, memory, data files, and folders that appear whole or not at all."""
