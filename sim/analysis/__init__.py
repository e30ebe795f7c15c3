"""What runs mean: a folder for each analysis, with games and claims that some of them share."""
