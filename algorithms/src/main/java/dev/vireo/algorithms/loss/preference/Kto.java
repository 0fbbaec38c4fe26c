package dev.vireo.algorithms.loss.preference;

import static dev.vireo.algorithms.loss.LogSpace.sigmoid;

/**
 * KTO (arXiv 2402.01306, equation 7): weight x (1 - sigmoid(x)), with x = beta (h - z) for a
 * desirable completion and beta (z - h) for an undesirable one; z passes no gradient.
 */
record Kto(double beta, double desirable, double undesirable) implements UnpairedFormula {

  static Kto of(PreferenceLossSettings settings) {
    return new Kto(settings.beta(), settings.desirableWeight(), settings.undesirableWeight());
  }

  @Override
  public Term at(double ratio, UnpairedExample example) {
    return value(beta, ratio - example.baseline(), example.desirable(), desirable, undesirable);
  }

  @Override
  public boolean baseline() {
    return true;
  }

  static Term value(
      double beta, double distance, boolean good, double desirable, double undesirable) {
    double weight = good ? desirable : undesirable;
    double sign = good ? 1 : -1;
    double x = sign * beta * distance;
    return new Term(weight * sigmoid(-x), -sign * weight * beta * sigmoid(x) * sigmoid(-x));
  }
}
