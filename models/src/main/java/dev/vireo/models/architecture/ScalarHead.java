package dev.vireo.models.architecture;

/**
 * A score for each of some labels: a reward model, which transformers calls {@code
 * ...ForSequenceClassification}.
 *
 * @param labels number of scores, at least 1
 */
public record ScalarHead(int labels) implements Head {
  public ScalarHead {
    if (labels < 1) {
      throw new IllegalArgumentException("A scalar head has at least one label, not " + labels);
    }
  }

  @Override
  public String projection(ModelConfig config) {
    return "score.weight";
  }

  @Override
  public int outputs(ModelConfig config) {
    return labels;
  }
}
