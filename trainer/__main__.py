"""`python -m trainer`."""

from trainer.cli import main

if __name__ == "__main__":  # not in the processes that `trainer check` starts
    main()
