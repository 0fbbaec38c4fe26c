package dev.vireo.algorithms.loss.reward;

/** The squared distance from a rating: (r - y)^2. */
record Regression() implements RatingFormula {

  @Override
  public Term at(double reward, double rating) {
    double distance = reward - rating;
    return new Term(distance * distance, 2 * distance);
  }

  @Override
  public boolean labels() {
    return false;
  }
}
