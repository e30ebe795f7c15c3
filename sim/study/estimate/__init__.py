"""Numbers from many worlds, never without their interval and their n."""
