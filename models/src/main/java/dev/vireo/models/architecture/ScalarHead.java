package dev.vireo.models.architecture;

import java.util.Optional;

/**
 * A score for each of some labels: a reward model. Of a whole text, it is what transformers calls
 * {@code ...ForSequenceClassification}; at every token, where it has a bias, {@code
 * ...ForTokenClassification}.
 *
 * @param labels number of scores, at least 1
 * @param everyToken whether tokens are scored, not texts
 */
public record ScalarHead(int labels, boolean everyToken) implements Head {
  private static final String MODULE = "score";

  public ScalarHead {
    if (labels < 1) {
      throw new IllegalArgumentException("A scalar head has at least one label, not " + labels);
    }
  }

  /** The head of a model that scores texts. */
  public ScalarHead(int labels) {
    this(labels, false);
  }

  @Override
  public Kind kind() {
    return everyToken ? Kind.TOKEN : Kind.SCALAR;
  }

  @Override
  public String projection(ModelConfig config) {
    return MODULE + ".weight";
  }

  @Override
  public Optional<String> bias() {
    return everyToken ? Optional.of(MODULE + ".bias") : Optional.empty();
  }

  @Override
  public int outputs(ModelConfig config) {
    return labels;
  }
}
