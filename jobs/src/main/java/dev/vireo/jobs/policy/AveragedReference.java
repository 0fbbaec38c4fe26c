package dev.vireo.jobs.policy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.models.checkpoint.OptimizerState;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.store.manifest.Fingerprint;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A reference policy that follows the policy: weight x policy + (1 - weight) x the reference before
 * (TR-DPO, arXiv 2404.09656, equation 3), parameter by parameter in float64, rounded once.
 */
public final class AveragedReference {

  /** The stage's name. */
  public static final String STAGE = "mix-reference";

  /** Where the references lie in the run directory, named by the steps of the policy. */
  public static final String FOLDER = "references";

  private AveragedReference() {}

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(double weight) {
    return Fingerprint.of(STAGE).settings(Map.of("weight", weight));
  }

  /**
   * The next reference in its folder, made where it is not there.
   *
   * @param path the folder in the run directory
   * @param policy a whole model
   * @param before the reference so far, a model of the same shape
   * @param weight of the policy, above 0 and below 1
   * @throws InputException if there is one that was made from something else
   */
  public static PolicyCheckpoint run(
      StageContext context,
      String path,
      PolicyCheckpoint policy,
      PolicyCheckpoint before,
      double weight) {
    Fingerprint fingerprint =
        declared(weight)
            .input("policy", policy.contentHash())
            .input("reference", before.contentHash());
    CheckpointStore store = new CheckpointStore(context.run());
    Optional<PolicyCheckpoint> found =
        store.find(path, fingerprint).map(CheckpointStore.Found::checkpoint);
    if (found.isPresent()) {
      return found.get();
    }
    store.refuseOthers(path, fingerprint);
    PolicyForm form = policy.form();
    ParameterSet mixed = form.parameters(policy.local());
    mix(mixed, before.form().parameters(before.local()), weight);
    return store.publish(
        path,
        fingerprint,
        new CheckpointStore.Content(
            form, mixed, OptimizerState.initial(mixed), new StepLog(policy.step(), 0, List.of())));
  }

  /** In place of the first. */
  static void mix(ParameterSet policy, ParameterSet before, double weight) {
    for (int parameter = 0; parameter < policy.count(); parameter++) {
      float[] now = policy.at(parameter);
      float[] then = before.at(parameter);
      for (int i = 0; i < now.length; i++) {
        now[i] = (float) (weight * now[i] + (1 - weight) * then[i]);
      }
    }
  }
}
