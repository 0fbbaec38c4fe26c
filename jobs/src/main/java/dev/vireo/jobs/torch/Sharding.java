package dev.vireo.jobs.torch;

/** How workers share a model out. */
public enum Sharding {
  /** Each has all of it; gradients are added. */
  REPLICATED,

  /** Each has a part of every layer, of its gradient and of its optimizer state (FSDP2). */
  FULL
}
