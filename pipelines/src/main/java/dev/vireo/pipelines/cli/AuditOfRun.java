package dev.vireo.pipelines.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.audit.AuditRewards;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.pipelines.spark.SparkSessions;
import dev.vireo.reports.audit.AuditTable;
import dev.vireo.reports.audit.AuditVerdict;
import dev.vireo.schemas.Datasets;
import dev.vireo.store.audit.AuditFile;
import dev.vireo.store.audit.AuditedReward;
import dev.vireo.store.audit.RewardAudit;
import dev.vireo.store.manifest.CanonicalJson;
import dev.vireo.store.run.DriverPresence;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** What {@code vireo audit} does, in a class of its own so that the command needs no Spark. */
final class AuditOfRun {

  private static final String ITERATION = "iteration=";

  private AuditOfRun() {}

  /**
   * Audits a run and prints what came of it; returns the exit code.
   *
   * @param range first and last iteration; null for all with rewards
   * @param reward the only reward to print; empty for all
   */
  static int print(Vireo vireo, String location, int[] range, Optional<String> reward, boolean json)
      throws IOException {
    RunDirectory run = RunLocation.of(location);
    RunRecord.require(run);
    int[] iterations = range == null ? new int[] {1, last(run)} : range;
    RewardAudit audit = audit(vireo, location, iterations[0], iterations[1]);
    RewardAudit shown = reward.isEmpty() ? audit : only(audit, reward.get());
    String text = json ? json(shown) : AuditTable.text(shown);
    vireo.console().out().write(text.getBytes(StandardCharsets.UTF_8));
    return ExitCode.DONE;
  }

  private static int last(RunDirectory run) {
    return run.list(Datasets.REWARDS.name()).stream()
        .filter(name -> name.startsWith(ITERATION))
        .mapToInt(name -> Integer.parseInt(name.substring(ITERATION.length())))
        .filter(iteration -> run.partition(Datasets.REWARDS, iteration).manifest().isPresent())
        .max()
        .orElseThrow(
            () ->
                new InputException(
                    "There are no rewards in "
                        + run
                        + " to audit: a run of the pipeline grpo has some once an iteration's"
                        + " score-rewards is done"));
  }

  private static RewardAudit audit(Vireo vireo, String location, int first, int last)
      throws IOException {
    try (SparkSession spark = SparkSessions.open("vireo audit")) {
      RunDirectory run = RunDirectory.at(location, spark.sparkContext().hadoopConfiguration());
      StageContext context = new StageContext(spark, run, 0, ProgressOutput.ofEachStage(vireo, 0));
      try (DriverPresence presence = DriverPresence.announce(run)) {
        if (AuditRewards.deleteOutdated(context, first, last)) {
          vireo.warn(
              "%s was an audit of other rewards, and is made again"
                  .formatted(run.uri(AuditFile.folder(first, last))));
        }
        return AuditRewards.run(context, first, last)
            .orElseThrow(
                () ->
                    new InputException(
                        "The completions of iterations %d to %d of %s were cleaned up, so there is nothing left to audit: choose others with --iterations"
                            .formatted(first, last, run)));
      }
    }
  }

  private static RewardAudit only(RewardAudit audit, String name) {
    List<AuditedReward> chosen =
        audit.rewards().stream()
            .filter(each -> each.name().equals(name) || each.name().equals("rewards/" + name))
            .toList();
    if (chosen.isEmpty()) {
      throw new InputException(
          "there is no reward '%s' in the audit: give --reward one of %s"
              .formatted(
                  name,
                  String.join(
                      ", ",
                      audit.rewards().stream()
                          .map(each -> each.name().replaceFirst("^rewards/", ""))
                          .toList())));
    }
    return audit.only(chosen);
  }

  private static String json(RewardAudit audit) {
    ObjectNode node = (ObjectNode) AuditFile.json(audit);
    ArrayNode verdict = node.putArray("verdict");
    AuditVerdict.lines(audit).forEach(verdict::add);
    return CanonicalJson.pretty(node);
  }
}
