package dev.vireo.pipelines.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.algorithms.adjust.AdjustmentRule;
import dev.vireo.algorithms.adjust.AdjustmentSettings;
import dev.vireo.pipelines.grpo.GrpoConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The examples of the page about rewards are settings. */
final class AdjustmentExamplesTest {

  @Test
  void eachRuleHasAnExample() throws IOException {
    Set<String> rules =
        lines("adjustment: {").stream()
            .map(value -> read("adjustment=" + value).adjustment().rule())
            .map(AdjustmentRule::name)
            .collect(Collectors.toSet());

    Set<String> all =
        Set.of(AdjustmentRule.class.getPermittedSubclasses()).stream()
            .map(AdjustmentRule::name)
            .collect(Collectors.toSet());
    assertThat(rules).isEqualTo(all);
  }

  @Test
  void theFloorIsASettingOfTheAdvantage() throws IOException {
    List<String> examples =
        lines("advantage: {").stream().filter(line -> line.contains("quality-floor")).toList();
    assertThat(examples).isNotEmpty();
    for (String example : examples) {
      assertThat(read("advantage=" + example).advantage().qualityFloor()).isEqualTo(.5);
    }
  }

  @Test
  void whatIsNotGivenIsTheDefault() {
    AdjustmentSettings read = read("adjustment={strength: 0.5}").adjustment();
    assertThat(read.rule()).isEqualTo(AdjustmentSettings.defaults().rule());
    assertThat(read.range()).isEqualTo(AdjustmentSettings.defaults().range());
  }

  private static GrpoConfig read(String override) {
    return new ConfigReader().read(GrpoConfig.class, List.of(override)).settings();
  }

  private static List<String> lines(String start) throws IOException {
    try (var lines = Files.lines(Path.of("..", "docs", "REWARDS.md"))) {
      return lines
          .filter(line -> line.startsWith(start))
          .map(line -> line.substring(line.indexOf('{')))
          .toList();
    }
  }
}
