package dev.vireo.jobs.prompts;

import java.io.Serializable;

/** Turns text into a policy's tokens. Used by one thread. */
@FunctionalInterface
public interface PromptEncoder {
  /** Opens an encoder in a task, where the encoder itself does not travel. */
  interface Opener extends Serializable {
    /** An encoder for the calling thread; a process may share what is expensive. */
    PromptEncoder open();

    /**
     * What the tokens depend on beside the text, such as a hash of the tokenizer's file: part of
     * the stage's fingerprint.
     */
    String identity();
  }

  /** The text's tokens, without any that the text does not ask for. */
  int[] encode(String text);
}
