

def test_decimals_keep_the_interval_where_its_ends_round_alike() -> None:
    assert Quantity(0.021, 0.018, 0.024, "share", 900).text(2) == ".02 (.02 to .02)"
