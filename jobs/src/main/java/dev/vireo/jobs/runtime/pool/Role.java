package dev.vireo.jobs.runtime.pool;

import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ScalarHead;

/** What a model is for in a run. The pool keeps models of different roles beside each other. */
public enum Role {
  /** The policy, at whatever step: also the reference, which is one of its earlier versions. */
  POLICY(1),
  /** The reference where the policy is trained beside it, in the same task. */
  REFERENCE(1),
  /** The critic beside the policy, or a reward model that is trained. */
  CRITIC(1),
  /** Reward models. A run may have several; beyond this number they take turns. */
  REWARD(4);

  private final int shapes;

  Role(int shapes) {
    this.shapes = shapes;
  }

  /** The role of a model that is trained: the policy's, unless it has a scalar head. */
  public static Role ofTrained(Head head) {
    return head instanceof ScalarHead ? CRITIC : POLICY;
  }

  /** How many shapes of model the pool keeps while nobody uses them. */
  int shapes() {
    return shapes;
  }
}
