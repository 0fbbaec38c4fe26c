package dev.vireo.jobs.data.preferences;

/** Which special tokens stand at the ends of a prompt and its completion. */
public enum SequenceEnds {
  /**
   * What the tokenizer puts around a plain text (see {@code policy.special-tokens}), with an
   * end-of-sequence token after a plain completion; around a chat nothing but what the template
   * renders. As TRL's DPO and KTO.
   */
  TOKENIZER,

  /**
   * The tokenizer's begin-of-sequence token in front, if it names one, and its end-of-sequence
   * token after, wherever they are not there already, chats included. As TRL's ORPO and CPO.
   */
  ALWAYS
}
