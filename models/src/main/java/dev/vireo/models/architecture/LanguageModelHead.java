package dev.vireo.models.architecture;

/** A logit for every token of the vocabulary: the model predicts the next token. */
public record LanguageModelHead() implements Head {
  /** The Hugging Face name of the projection's weight if it is not tied to the embedding. */
  public static final String PROJECTION = "lm_head.weight";

  @Override
  public Kind kind() {
    return Kind.LANGUAGE_MODEL;
  }

  /** The embedding's weight if the configuration ties the two. */
  @Override
  public String projection(ModelConfig config) {
    return config.tiedEmbeddings() ? ModelConfig.EMBEDDING : PROJECTION;
  }

  @Override
  public int outputs(ModelConfig config) {
    return config.vocabularySize();
  }
}
