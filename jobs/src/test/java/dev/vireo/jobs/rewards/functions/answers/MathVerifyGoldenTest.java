package dev.vireo.jobs.rewards.functions.answers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Answers are judged as math-verify judges them, but where the file gives a reason. Its verdicts
 * are computed by {@code $(checks/interop/environment)/bin/python
 * checks/interop/math_verify_parity.py --write}.
 */
class MathVerifyGoldenTest {
  @Test
  void verdictsAreThoseOfMathVerifyOrDifferForAReason() throws IOException {
    List<JsonNode> pairs = pairs();
    assertThat(pairs).hasSizeGreaterThan(500);
    List<String> wrong = new ArrayList<>();
    int same = 0;
    for (JsonNode pair : pairs) {
      boolean peer = pair.get("math_verify").booleanValue();
      boolean expected = pair.has("vireo") ? pair.get("vireo").booleanValue() : peer;
      assertThat(pair.has("because")).as("%s", pair).isEqualTo(expected != peer);
      if (accepts(pair) != expected) {
        wrong.add(pair.toString());
      }
      same += expected == peer ? 1 : 0;
    }
    assertThat(wrong).isEmpty();
    assertThat(same / (double) pairs.size()).isGreaterThan(0.95);
  }

  private static boolean accepts(JsonNode pair) {
    return MathJudge.of(pair.get("reference").textValue())
        .map(judge -> judge.accepts(pair.get("completion").textValue()))
        .orElse(false);
  }

  private static List<JsonNode> pairs() throws IOException {
    try (InputStream file = MathVerifyGoldenTest.class.getResourceAsStream("math_verify.jsonl")) {
      String lines = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      List<JsonNode> pairs = new ArrayList<>();
      for (String line : lines.lines().toList()) {
        pairs.add(new ObjectMapper().readTree(line));
      }
      return pairs;
    }
  }
}
