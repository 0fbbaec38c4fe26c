package dev.vireo.jobs.evaluation;

import dev.vireo.schemas.Evaluation;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.DatasetHandle;
import java.util.Optional;

/**
 * What a checkpoint is compared with.
 *
 * @param base completions of the policy that training started from
 * @param verdicts who won each comparison with it; empty if a reward's values say so
 */
record Opponent(DatasetHandle<Evaluation> base, Optional<DatasetHandle<Evaluation>> verdicts) {

  /** A fingerprint with what the comparisons depend on. */
  Fingerprint inputs(Fingerprint fingerprint) {
    Fingerprint compared = fingerprint.input("base", base.contentHash());
    return verdicts.isPresent()
        ? compared.input("verdicts", verdicts.get().contentHash())
        : compared;
  }

  Comparisons comparisons(DatasetHandle<Evaluation> completions, String reward) {
    return verdicts.isPresent()
        ? Comparisons.ofVerdicts(verdicts.get(), base)
        : Comparisons.ofValues(completions, base, reward);
  }
}
