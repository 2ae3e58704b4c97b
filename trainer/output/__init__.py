"""The only door to the screen: whatever is printed passes `visible`, so that no text of others can steer a terminal."""
