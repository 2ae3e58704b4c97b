"""What people read: the scorecard on the console and as a picture, and the advice in it."""
