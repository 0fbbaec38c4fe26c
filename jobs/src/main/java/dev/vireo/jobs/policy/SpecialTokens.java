package dev.vireo.jobs.policy;

/** What stands around plain prompts and demonstrations; a chat is encoded as it is rendered. */
public enum SpecialTokens {
  /**
   * What the policy's tokenizer puts around a text that stands alone, as transformers' {@code
   * tokenizer(text)}, TRL and vLLM do: for most Llama and Mistral models a begin-of-sequence token.
   */
  AUTO,

  /** Nothing but what the text spells out. */
  NONE
}
