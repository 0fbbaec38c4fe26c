package dev.vireo.store.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.store.audit.AuditedReward.LengthBin;
import dev.vireo.store.audit.FeatureEffect.BestOf;
import dev.vireo.store.audit.FeatureEffect.Effect;
import dev.vireo.store.audit.FeatureEffect.Share;
import dev.vireo.store.audit.FeatureUse.Point;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.Publication;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditFileTest {

  @TempDir private Path folder;

  private static RewardAudit audit(int first, int last) {
    Effect measured = new Effect(0.1, 0.05, 0.15, 0.01, Double.NaN, 0.3, 12, "");
    FeatureEffect effect =
        new FeatureEffect(
            "tokens",
            measured.adjusted(0.02),
            measured,
            Effect.missing(0, "the rewards never differ"),
            measured,
            new Share(0.6, Double.NaN, Double.NaN, 10),
            3,
            new Share(0.5, 0.4, 0.6, 13),
            List.of(new BestOf(1, 6, 2.5, 0.5)));
    return new RewardAudit(
        List.of(first, last),
        List.of(),
        24,
        6,
        6,
        0.05,
        List.of(new FeatureUse("tokens", List.of(new Point(first, 12, 3, 1)))),
        List.of(
            new AuditedReward(
                "reward",
                24,
                0.4,
                0.1,
                List.of(new LengthBin(1, 9, 24, 0.4, 0)),
                List.of(effect))));
  }

  private RunDirectory publish(int first, int last) {
    RunDirectory run = RunDirectory.at(folder);
    AuditFile.publish(
        run, AuditFile.folder(first, last), Fingerprint.of(AuditFile.STAGE), audit(first, last));
    return run;
  }

  @Test
  void whatIsPublishedIsRead() {
    RunDirectory run = publish(1, 2);

    assertThat(AuditFile.read(run, "audits/from-1/iteration=2")).contains(audit(1, 2));
    assertThat(Publication.all(run))
        .extracting(Publication::path)
        .containsExactly("audits/from-1/iteration=2");
  }

  @Test
  void theLatestReachesFurthest() {
    publish(1, 9);
    publish(5, 10);
    RunDirectory run = publish(3, 10);

    assertThat(AuditFile.latest(run)).contains(audit(3, 10));
    assertThat(AuditFile.latest(RunDirectory.at(folder.resolve("none")))).isEmpty();
  }

  @Test
  void aDamagedFileIsAMistakeOfOneLine() throws IOException {
    RunDirectory run = publish(1, 2);
    Path file = folder.resolve("audits/from-1/iteration=2/audit.json");
    Files.writeString(file, Files.readString(file).replace("\"level\"", "\"levle\""));

    assertThatThrownBy(() -> AuditFile.latest(run))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is damaged: delete the folder");
  }
}
