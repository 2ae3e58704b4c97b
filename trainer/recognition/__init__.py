"""Speech to text: one interface, the engines vosk, whisper and scripted, and the models they need."""
