package dev.vireo.jobs.rollouts.server;

/** How a server comes to serve the policy of each iteration. */
public enum WeightMode {
  /** It is left alone: it serves the right weights already, as in a run of one iteration. */
  NONE,

  /** It is told to read the checkpoint: by a command, by HTTP requests, or both. */
  RELOAD,

  /** A symbolic link is set to the checkpoint; the server watches it. */
  PATH
}
