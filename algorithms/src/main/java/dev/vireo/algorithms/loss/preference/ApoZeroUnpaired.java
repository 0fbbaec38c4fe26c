package dev.vireo.algorithms.loss.preference;

/**
 * Anchored preference optimization on unpaired examples (arXiv 2408.06266, equation 7, term by
 * term): 1 - sigmoid(beta h) for a desirable completion, sigmoid(beta h) for an undesirable one.
 */
record ApoZeroUnpaired(double beta, double desirable, double undesirable)
    implements UnpairedFormula {

  static ApoZeroUnpaired of(PreferenceLossSettings settings) {
    return new ApoZeroUnpaired(
        settings.beta(), settings.desirableWeight(), settings.undesirableWeight());
  }

  @Override
  public Term at(double ratio, UnpairedExample example) {
    return Kto.value(beta, ratio, example.desirable(), desirable, undesirable);
  }

  @Override
  public boolean baseline() {
    return false;
  }
}
