"""For scenario authors: write a scenario by answering questions, try a sentence, see the branches, watch a file."""
