package dev.vireo.jobs.runtime.pool;

/** What a model is for in a run. The pool keeps models of different roles beside each other. */
public enum Role {
  /** The policy, at whatever step: also the reference, which is one of its earlier versions. */
  POLICY(1),
  /** Reward models. A run may have several; beyond this number they take turns. */
  REWARD(4);

  private final int shapes;

  Role(int shapes) {
    this.shapes = shapes;
  }

  /** How many shapes of model the pool keeps while nobody uses them. */
  int shapes() {
    return shapes;
  }
}
