package dev.vireo.pipelines.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.jobs.runtime.settings.Decisive;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.store.run.RunRecord;

/** What {@code run.json} keeps of a configuration. */
final class RunRecords {

  private RunRecords() {}

  /** All but the place of the run, which can be moved, and secrets that were written out. */
  static RunRecord of(ResolvedConfig<?> resolved) {
    ObjectNode recorded =
        (ObjectNode) Decisive.withoutSecrets(resolved.redacted(), resolved.settings().getClass());
    recorded.remove("run");
    return RunRecord.of(recorded);
  }
}
