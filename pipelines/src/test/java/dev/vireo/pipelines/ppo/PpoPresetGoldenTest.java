package dev.vireo.pipelines.ppo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vireo.algorithms.advantage.BatchStatistics;
import dev.vireo.algorithms.advantage.tokens.TokenEstimates;
import dev.vireo.algorithms.advantage.tokens.TokenRewards;
import dev.vireo.algorithms.advantage.tokens.WrittenTokens;
import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.loss.Outputs;
import dev.vireo.algorithms.loss.policy.PolicyExample;
import dev.vireo.algorithms.loss.policy.PolicyLoss;
import dev.vireo.algorithms.loss.value.ValueExample;
import dev.vireo.algorithms.loss.value.ValueLoss;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * Each preset gives the advantages, returns, losses and gradients of the package whose name it
 * bears, on the same numbers; deepspeed-chat, which is not on PyPI, those of its formulas. To make
 * the file anew: {@code checks/interop/ppo_check --write}.
 */
final class PpoPresetGoldenTest {

  /** verl and TRL add 1e-8 to means and to variances in other places than each other. */
  private static final double CLOSE = 1e-7;

  private static final List<JsonNode> LINES = lines();
  private static final JsonNode GIVEN = LINES.get(0);
  private static final int COMPLETIONS = GIVEN.get("scores").size();

  private static List<JsonNode> lines() {
    try (var file = PpoPresetGoldenTest.class.getResourceAsStream("/ppo_presets.jsonl")) {
      List<JsonNode> lines = new ArrayList<>();
      for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        lines.add(new ObjectMapper().readTree(line));
      }
      return lines;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void everyPresetIsItsPackages() {
    List<String> seen = new ArrayList<>();
    for (JsonNode line : LINES.subList(1, LINES.size())) {
      String preset = line.get("preset").asText();
      seen.add(preset);
      check(PpoConfig.presets().get(preset), line);
    }
    assertThat(seen).containsExactlyElementsOf(PpoConfig.presets().keySet());
  }

  private static void check(PpoConfig config, JsonNode expected) {
    String name = config.preset();
    double[][] values = new double[COMPLETIONS][];
    TokenEstimates[] made = new TokenEstimates[COMPLETIONS];
    double[][] advantages = new double[COMPLETIONS][];
    BatchStatistics all = new BatchStatistics();
    for (int i = 0; i < COMPLETIONS; i++) {
      TokenRewards rewards = rewards(config, i);
      values[i] = Arrays.copyOf(numbers(GIVEN.get("values"), i), rewards.rewards().length);
      made[i] = config.gae().estimate(rewards.rewards(), values[i], written(values[i].length));
      advantages[i] = Arrays.copyOf(made[i].advantages(), tokens(i));
      all.add(advantages[i]);
    }
    for (int i = 0; i < COMPLETIONS; i++) {
      if (config.whitening().advantages()) {
        config.whitening().apply(advantages[i], written(tokens(i)), all, true);
      }
      assertClose(name + ", advantages", advantages[i], expected.get("advantages").get(i));
      assertClose(name + ", returns", made[i].returns(), expected.get("returns").get(i));
    }
    checkPolicy(config, advantages, expected);
    checkValues(config, values, made, expected);
  }

  private static TokenRewards rewards(PpoConfig config, int completion) {
    return TokenRewards.of(
        new WrittenTokens(
            numbers(GIVEN.get("logprobs"), completion),
            Optional.of(numbers(GIVEN.get("reference_logprobs"), completion)),
            written(tokens(completion)),
            tokens(completion) >= GIVEN.get("max_new_tokens").asInt()),
        config.score().score(GIVEN.get("scores").get(completion).asDouble(), true),
        config.score(),
        config.kl(),
        config.kl().beta());
  }

  private static void checkPolicy(PpoConfig config, double[][] advantages, JsonNode expected) {
    List<PolicyExample> examples =
        IntStream.range(0, COMPLETIONS)
            .mapToObj(
                i ->
                    PolicyExample.of(
                        Optional.of(numbers(GIVEN.get("logprobs"), i)),
                        Optional.empty(),
                        advantages[i]))
            .toList();
    long tokens = IntStream.range(0, COMPLETIONS).mapToLong(i -> tokens(i)).sum();
    LossValue loss =
        new PolicyLoss(config.update().objective())
            .evaluate(rows("new_logprobs", null), examples, step(tokens));
    assertLoss(config.preset() + ", policy", loss, expected, "policy_");
  }

  private static void checkValues(
      PpoConfig config, double[][] values, TokenEstimates[] made, JsonNode expected) {
    List<ValueExample> examples = new ArrayList<>();
    long states = 0;
    for (int i = 0; i < COMPLETIONS; i++) {
      boolean[] counted = new boolean[values[i].length];
      boolean afterLast = config.critic().update().loss().afterLast();
      Arrays.fill(counted, 0, afterLast ? counted.length : tokens(i), true);
      states += afterLast ? counted.length : tokens(i);
      examples.add(new ValueExample(values[i], made[i].returns(), counted));
    }
    LossValue loss =
        new ValueLoss(config.critic().update().loss())
            .evaluate(rows("new_values", values), examples, step(states));
    assertLoss(config.preset() + ", value", loss, expected, "value_");
  }

  private static void assertLoss(String name, LossValue loss, JsonNode expected, String key) {
    assertThat(loss.loss())
        .as(name)
        .isCloseTo(expected.get(key + "loss").asDouble(), within(CLOSE));
    for (int i = 0; i < COMPLETIONS; i++) {
      assertClose(name + " gradient", loss.gradient()[i], expected.get(key + "gradient").get(i));
    }
  }

  /** Rows of the file, cut to the lengths of others. */
  private static Outputs rows(String key, double[][] lengths) {
    double[][] rows = new double[COMPLETIONS][];
    for (int i = 0; i < COMPLETIONS; i++) {
      double[] row = numbers(GIVEN.get(key), i);
      rows[i] = lengths == null ? row : Arrays.copyOf(row, lengths[i].length);
    }
    return Outputs.of(rows);
  }

  private static Denominators step(long tokens) {
    return new Denominators(COMPLETIONS, COMPLETIONS, tokens, tokens, tokens, 1, 0);
  }

  private static boolean[] written(int count) {
    boolean[] written = new boolean[count];
    Arrays.fill(written, true);
    return written;
  }

  private static int tokens(int completion) {
    return GIVEN.get("logprobs").get(completion).size();
  }

  private static double[] numbers(JsonNode rows, int row) {
    return StreamSupport.stream(rows.get(row).spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  private static void assertClose(String name, double[] actual, JsonNode expected) {
    assertThat(actual).as(name).hasSize(expected.size());
    for (int t = 0; t < actual.length; t++) {
      assertThat(actual[t]).as(name).isCloseTo(expected.get(t).asDouble(), within(CLOSE));
    }
  }
}
