"""The team game: payoffs of ways to play, points, secret cards, beliefs of the room, and causes."""
