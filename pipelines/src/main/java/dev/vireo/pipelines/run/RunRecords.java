package dev.vireo.pipelines.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.Decisive;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunRecord;

/** What {@code run.json} keeps of a configuration. */
final class RunRecords {

  private static final String PIPELINE = "pipeline";

  private RunRecords() {}

  /** All but the place of the run, which can be moved, and secrets that were written out. */
  static RunRecord of(ResolvedConfig<?> resolved) {
    ObjectNode recorded =
        (ObjectNode) Decisive.withoutSecrets(resolved.redacted(), resolved.settings().getClass());
    recorded.remove("run");
    return RunRecord.of(recorded);
  }

  /**
   * Checks that a directory holds no run of another pipeline. One that ended before a dataset was
   * finished has left little more than its record, and may be replaced.
   *
   * @throws InputException if it does
   */
  static void requireSamePipeline(RunDirectory run, ResolvedConfig<?> resolved) {
    String asked = resolved.redacted().path(PIPELINE).asText("");
    RunRecord.find(run)
        .map(record -> record.settings().path(PIPELINE).asText(asked))
        .filter(there -> !there.equals(asked) && !run.list(Partition.MANIFESTS).isEmpty())
        .ifPresent(
            there -> {
              throw new InputException(
                  "%s holds a run of the pipeline %s, and %s is of %s: choose another run directory"
                      .formatted(run, there, resolved.source(), asked));
            });
  }
}
