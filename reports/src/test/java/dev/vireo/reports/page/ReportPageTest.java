package dev.vireo.reports.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.text.TextFeature;
import dev.vireo.reports.SampleAudit;
import dev.vireo.reports.SampleStudy;
import dev.vireo.reports.SyntheticRun;
import dev.vireo.store.audit.AuditFile;
import dev.vireo.store.manifest.CanonicalJson;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.study.StudyFile;
import dev.vireo.store.study.StudyReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportPageTest {

  private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");
  private static final Pattern DATA =
      Pattern.compile(
          "<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL);

  @TempDir private Path folder;

  @Test
  void itsDataHasTheNumbersOfTheRun() {
    SyntheticRun made = SyntheticRun.in(folder.resolve("grpovi"), 3, 20, 4).iterate(3);

    JsonNode run = data(page(made.directory())).path("runs").get(0);

    assertThat(run.path("name").asText()).isEqualTo("grpovi");
    assertThat(run.path("stateText").asText()).isEqualTo("finished, 3 iterations");
    assertThat(numbers(run.path("training").path("step"))).containsExactly(1.0, 2.0, 3.0);
    JsonNode metrics = run.path("training").path("metrics");
    assertThat(numbers(metrics.path("reward"))).containsExactly(0.51, 0.52, 0.53);
    assertThat(numbers(metrics.path(CurveData.SAMPLED))).containsExactly(120.0, 120.0, 120.0);
    assertThat(run.path("bestStep").asInt()).isEqualTo(3);
    JsonNode best = run.path("heldOut").get(3).path("means").path("rewards/exact");
    assertThat(best.path("mean").asDouble()).isEqualTo(0.3);
    assertThat(best.path("half").asDouble())
        .isCloseTo(1.959963984540054 * Math.sqrt(0.3 * 0.7 / 19), within(1e-6));
    assertThat(best.path("prompts").asInt()).isEqualTo(20);
    JsonNode stage = run.path("stages").get(0);
    assertThat(stage.path("seconds").asDouble()).isEqualTo(8);
  }

  @Test
  void anAuditHasItsSection() {
    SyntheticRun made = SyntheticRun.in(folder, 1, 4, 4);
    made.metrics(1, Map.of());
    assertThat(data(page(made.directory())).path("runs").get(0).has("audit")).isFalse();
    AuditFile.publish(
        made.directory(),
        AuditFile.folder(1, 2),
        Fingerprint.of(AuditFile.STAGE),
        SampleAudit.of(
            SampleAudit.effect(0.0012, 0.0004, 0.001, 0.3),
            SampleAudit.effect(0.0011, 0.0004, 1, 0.3),
            SampleAudit.effect(0.01, 0.1, 1, 0.02)));

    JsonNode audit = data(page(made.directory())).path("runs").get(0).path("audit");

    assertThat(audit.path("verdict").get(0).asText()).startsWith("reward: longer completions earn");
    JsonNode rows = audit.path("rewards").get(0).path("rows");
    assertThat(rows).hasSize(TextFeature.ALL.size());
    assertThat(rows.get(0)).hasSameSizeAs(audit.path("titles"));
    assertThat(numbers(audit.path("use").path("emoji").path("y"))).containsExactly(0.25, 0.5);
    assertThat(numbers(audit.path("use").path("tokens").path("y"))).containsExactly(100.0, 140.0);
    assertThat(numbers(audit.path("bestOf").path("emoji").path("x"))).containsExactly(1.0, 4.0);
    assertThat(numbers(audit.path("lengths").path("reward").path("y"))).containsExactly(-0.1, 0.1);
    assertThat(TextReport.of(List.of(made.directory())))
        .contains(
            "\nReward audit, 240 completions of 30 prompts, iterations 1 to 2\n  reward: longer");
  }

  @Test
  void aStudyHasItsSection() {
    SyntheticRun made = SyntheticRun.in(folder, 1, 4, 4);
    assertThat(data(page(made.directory())).path("runs").get(0).has("study")).isFalse();
    StudyReport report = SampleStudy.of(true, List.of());
    StudyFile.publish(made.directory(), Fingerprint.of("summarize-study"), report);

    JsonNode study = data(page(made.directory())).path("runs").get(0).path("study");

    assertThat(study.path("about").asText()).startsWith("20 prompts, 3 completions each");
    assertThat(study.path("tables").findValuesAsText("title"))
        .containsExactly("Choices among n", "Search over steps", "Refinement", "Trained policies");
    JsonNode choices = study.path("tables").get(0).path("rows");
    assertThat(choices).hasSize(4);
    assertThat(choices.get(0).get(4).asText()).isEqualTo("GOLD");
    assertThat(choices.get(2).get(4).asText()).isEqualTo("0.400 [0.300, 0.500]");
    assertThat(study.path("facts").get(1).get(1).asText()).isEqualTo("0.600 [0.500, 0.700]");
    JsonNode gold = study.path("charts").get(0).path("lines");
    assertThat(gold.fieldNames()).toIterable().contains("best of n", "majority", "weighted vote");
    assertThat(numbers(gold.path("best of n").path("x"))).containsExactly(1.0, 2.0, 3.0);
    assertThat(numbers(gold.path("best of n").path("y"))).containsExactly(0.2, 0.4, 0.6);
    assertThat(numbers(gold.path("best of n").path("half"))).containsExactly(0.1, 0.1, 0.1);
    JsonNode rate = study.path("charts").get(3).path("lines").path("best of n").path("y");
    assertThat(rate.get(2).isNull()).isTrue();
    assertThat(study.path("charts").findValuesAsText("unit"))
        .containsExactly("n", "n", "n", "n", "beams", "round", "step", "step");
  }

  /** Of many completions the intervals of the table's n are drawn, and no point is marked. */
  @Test
  void aLongCurveHasTheIntervalsOfItsTable() {
    SyntheticRun made = SyntheticRun.in(folder, 1, 4, 4);
    StudyFile.publish(
        made.directory(), Fingerprint.of("summarize-study"), SampleStudy.ofCompletions(20));

    JsonNode data = data(page(made.directory()));
    JsonNode gold =
        data.path("runs").get(0).path("study").path("charts").get(0).path("lines").get("best of n");

    assertThat(gold.path("y")).hasSize(20);
    assertThat(gold.path("dots").asBoolean()).isFalse();
    List<Integer> marked = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      if (!gold.path("half").get(i).isNull()) {
        marked.add(gold.path("x").get(i).asInt());
      }
    }
    assertThat(marked).containsExactly(1, 2, 4, 8, 16, 20);
  }

  @Test
  void everyMetricIsInOneChart() {
    SyntheticRun made = SyntheticRun.in(folder, 1, 4, 4);
    made.metrics(1, Map.of("quite/unknown", 1.0, "signals/near_tie_share", 0.5));

    JsonNode data = data(page(made.directory()));

    List<String> drawn = new ArrayList<>();
    data.path("charts").forEach(each -> each.path("metrics").forEach(m -> drawn.add(m.asText())));
    List<String> metrics = new ArrayList<>();
    data.path("runs")
        .get(0)
        .path("training")
        .path("metrics")
        .fieldNames()
        .forEachRemaining(metrics::add);
    assertThat(drawn).containsExactlyInAnyOrderElementsOf(metrics).contains("quite/unknown");
  }

  @Test
  void hostileTextsStayData() {
    String hostile =
        "</script><script>alert(1)</script><!-- <img src=x onerror=alert(2)> & @data@ \u2028 \ud83d";
    SyntheticRun made = SyntheticRun.in(folder, 1, 4, 4);
    made.rollouts(1, Map.of("p0/3", hostile)).rewards(1).advantages(1).metrics(1, Map.of());

    String page = page(made.directory());

    assertThat(page).doesNotContain("alert(1)</script>", "<img");
    assertThat(page.split("</script>", -1)).hasSize(4);
    JsonNode best = data(page).path("runs").get(0).path("completions").get(0);
    assertThat(best.path("id").asText()).isEqualTo("best");
    assertThat(best.findValuesAsText("text"))
        .anyMatch(text -> text.startsWith("</script><script>alert(1)</script><!-- <img"));
  }

  /** A browser runs only what the policy names, so the hashes must be those of the elements. */
  @Test
  void thePolicyAllowsItsOwnScriptsAndNothingElse() throws Exception {
    String page = page(SyntheticRun.in(folder, 1, 4, 4).directory());

    Matcher policy =
        Pattern.compile("http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\"")
            .matcher(page);
    assertThat(policy.find()).isTrue();
    assertThat(policy.group(1))
        .startsWith("default-src 'none'; ")
        .doesNotContain("unsafe", "http", "*");
    List<String> allowed = hashes(policy.group(1));
    List<String> inline = new ArrayList<>();
    Matcher element = Pattern.compile("<(style|script)>(.*?)</\\1>", Pattern.DOTALL).matcher(page);
    while (element.find()) {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(element.group(2).getBytes(StandardCharsets.UTF_8));
      inline.add(Base64.getEncoder().encodeToString(hash));
    }
    assertThat(inline).hasSize(3).containsExactlyElementsOf(allowed);
    assertThat(page).contains("Permission is hereby granted, free of charge");
  }

  @Test
  void runsAreToldApartByTheirPathsAndCompareByTheirSettings() {
    SyntheticRun one = SyntheticRun.in(folder.resolve("a/run"), 1, 4, 4).iterate(1);
    SyntheticRun other = SyntheticRun.in(folder.resolve("b/run"), 2, 4, 6).iterate(2);

    JsonNode runs = data(page(one.directory(), other.directory())).path("runs");

    assertThat(runs.findValuesAsText("name")).contains("a/run", "b/run");
    assertThat(runs.get(0).path("settings").path("rollouts.group-size").asText()).isEqualTo("4");
    assertThat(runs.get(1).path("settings").path("rollouts.group-size").asText()).isEqualTo("6");
    assertThat(runs.get(1).path("settings").path("evaluation.accuracy").asText())
        .isEqualTo("exact");
    assertThatThrownBy(() -> page(one.directory(), one.directory()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is named twice");
  }

  @Test
  void aRunThatHasOnlyBegunHasAPage() {
    JsonNode run = data(page(SyntheticRun.in(folder, 5, 4, 4).directory())).path("runs").get(0);

    assertThat(run.path("stateText").asText()).isEqualTo("not finished, 0 of 5 iterations");
    assertThat(run.path("heldOut")).isEmpty();
    assertThat(run.path("completions")).isEmpty();
  }

  @Test
  void aLongRunsPageIsSmall() {
    SyntheticRun made = SyntheticRun.in(folder, 160, 1, 4);
    for (int iteration = 1; iteration <= 160; iteration++) {
      made.metrics(iteration, Map.of("reward", 1.0 / iteration));
    }
    made.rollouts(160, Map.of("p0/0", "long ".repeat(1_000_000))).rewards(160);

    String page = page(made.directory());

    assertThat(page.length()).isLessThan(400_000);
    assertThat(numbers(data(page).findPath("metrics").path("reward"))).hasSize(160);
  }

  private static String page(RunDirectory... runs) {
    return ReportPage.of(List.of(runs), MADE);
  }

  private static JsonNode data(String page) {
    Matcher data = DATA.matcher(page);
    assertThat(data.find()).isTrue();
    return CanonicalJson.parse(data.group(1));
  }

  private static List<Double> numbers(JsonNode array) {
    List<Double> numbers = new ArrayList<>();
    array.forEach(each -> numbers.add(each.asDouble()));
    return numbers;
  }

  private static List<String> hashes(String policy) {
    List<String> hashes = new ArrayList<>();
    Matcher hash = Pattern.compile("'sha256-([^']*)'").matcher(policy);
    while (hash.find()) {
      hashes.add(hash.group(1));
    }
    return hashes;
  }
}
