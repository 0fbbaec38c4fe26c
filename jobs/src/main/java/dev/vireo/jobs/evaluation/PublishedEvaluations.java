package dev.vireo.jobs.evaluation;

import dev.vireo.schemas.Datasets;
import dev.vireo.store.manifest.Manifest;
import dev.vireo.store.run.RunDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The evaluations that are in a run directory, by their manifests alone: the same after a resume as
 * in a run that nothing stopped.
 */
public final class PublishedEvaluations {

  private static final String STEP = "step=";

  private PublishedEvaluations() {}

  /**
   * An evaluation and whom it judged.
   *
   * @param policyHash content hash of the policy
   * @param result its scores
   */
  public record Published(String policyHash, EvaluationResult result) {}

  /**
   * All of them, with what suites measured of the same policy at the same step, in the order of
   * their steps.
   */
  public static List<Published> of(RunDirectory run) {
    Map<Long, Published> whole = new TreeMap<>();
    ofHeldOut(run).forEach(each -> whole.put(each.result().step(), each));
    PublishedSuites.of(run)
        .forEach(each -> whole.merge(each.result().step(), each, PublishedEvaluations::together));
    return List.copyOf(whole.values());
  }

  /** What was measured of another policy, which was there before it was made again, is left out. */
  private static Published together(Published one, Published more) {
    return one.policyHash().equals(more.policyHash())
        ? new Published(one.policyHash(), one.result().and(more.result().means()))
        : one;
  }

  private static List<Published> ofHeldOut(RunDirectory run) {
    List<Published> found = new ArrayList<>();
    for (String name : run.list(Datasets.EVALUATIONS.name())) {
      if (name.matches(STEP + "\\d{1,18}")) {
        String step = name.substring(STEP.length());
        run.partition(Datasets.EVALUATIONS, step)
            .manifest()
            .flatMap(manifest -> published(Long.parseLong(step), manifest))
            .ifPresent(found::add);
      }
    }
    return found;
  }

  private static Optional<Published> published(long step, Manifest manifest) {
    return Optional.ofNullable(manifest.fingerprint().inputs().get(EvaluatePolicy.POLICY))
        .map(policy -> new Published(policy, EvaluatePolicy.result(step, manifest.totals())));
  }
}
