"""The game itself: state, rules, actors and outcomes, on arrays over worlds."""
