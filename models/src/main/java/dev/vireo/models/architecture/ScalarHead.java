package dev.vireo.models.architecture;

import java.util.Optional;

/**
 * The head of a reward model: one score for each label. For a whole text this is what transformers
 * calls {@code ...ForSequenceClassification}; for every token, with a bias, {@code
 * ...ForTokenClassification}.
 *
 * @param labels number of scores, at least 1
 * @param everyToken whether every token is scored, rather than the text as a whole
 */
public record ScalarHead(int labels, boolean everyToken) implements Head {
  private static final String MODULE = "score";

  public ScalarHead {
    if (labels < 1) {
      throw new IllegalArgumentException("A scalar head has at least one label, not " + labels);
    }
  }

  /** A head that scores whole texts. */
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
