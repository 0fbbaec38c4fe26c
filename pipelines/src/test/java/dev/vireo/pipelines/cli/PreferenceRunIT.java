package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.pipelines.grpo.RunFiles;
import dev.vireo.pipelines.grpo.TinyRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Preference optimization on another run's rollouts, on pairs, and on verdicts. */
final class PreferenceRunIT {

  private static final String YAML =
      """
      pipeline: preference
      policy: {from: '%1$s/grpo'}
      preference:
        steps: 2
        batch-size: 4
        gradient-shards: 2
        micro-batch-examples: 2
        optimizer: {learning-rate: 0.001}
      prompts:
        path: '%1$s/prompts.jsonl'
        id-column: id
        answer-column: answer
        split-column: split
        chunk-size: 100
      rollouts: {max-new-tokens: 5}
      rewards: [{type: exact-match, name: exact}]
      evaluation: {prompts: 6, accuracy: exact}
      """;

  @TempDir static Path folder;
  private static Path yaml;

  @BeforeAll
  static void write() throws IOException {
    System.setProperty("spark.master", "local[2]");
    Path grpo = TinyRun.write(folder);
    ended(Run.of("run", grpo.toString(), "--set", "run='" + folder.resolve("grpo") + "'"));
    yaml = Files.writeString(folder.resolve("preference.yaml"), YAML.formatted(folder));
    List<String> pairs = new ArrayList<>();
    List<String> verdicts = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      pairs.add(
          "{\"prompt\": \"%d+1=\", \"chosen\": \"%d\", \"rejected\": \"no\"}".formatted(i, i + 1));
      verdicts.add(
          "{\"prompt\": \"%d+1=\", \"completion\": \"%d\", \"label\": %s}"
              .formatted(i, i + 1, i % 2 == 0));
    }
    Files.write(folder.resolve("pairs.jsonl"), pairs);
    Files.write(folder.resolve("verdicts.jsonl"), verdicts);
  }

  @AfterAll
  static void clear() {
    System.clearProperty("spark.master");
  }

  @Test
  void rolloutsOfAnotherRunTrainAPolicy() throws IOException {
    String[] run = run("rollouts", "rollout-pairs.run='" + folder.resolve("grpo") + "'");
    Run first = Run.of(run);
    ended(first);
    assertThat(first.out()).contains("step      0  held-out exact", "step      2  held-out exact");
    Path made = folder.resolve("rollouts");
    assertThat(made.resolve("checkpoints/step-000002/model.safetensors")).exists();
    assertThat(made.resolve("rollouts")).doesNotExist();

    Map<String, FileTime> before = RunFiles.times(made);
    ended(Run.of(run));
    assertThat(RunFiles.times(made)).isEqualTo(before);

    // Another loss is another policy; the pairs and what the reference makes of them stay.
    String[] other = with(run, "--set", "preference.loss={loss: ipo}");
    Run refused = Run.of(other);
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("preference.loss", "would redo train-preferences");
    Path forked = folder.resolve("forked");
    Run fork =
        Run.of("fork", made.toString(), forked.toString(), "--set", "preference.loss.beta=0.5");
    ended(fork);
    assertThat(fork.out()).contains("pair-rollouts", "score-preferences");
    assertThat(forked.resolve("checkpoints")).doesNotExist();
    ended(Run.of("run", forked.resolve("run.json").toString()));
  }

  @Test
  void pairsAndVerdictsOfFilesDoToo() {
    String[] pairs = run("pairs", "preferences.path='" + folder.resolve("pairs.jsonl") + "'");
    ended(Run.of(with(pairs, "--set", "preference.loss={loss: orpo}")));
    assertThat(folder.resolve("pairs/preference_logprobs")).doesNotExist();

    String[] verdicts = run("verdicts", "unpaired.path='" + folder.resolve("verdicts.jsonl") + "'");
    Run wrong = Run.of(verdicts);
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).contains("preference.loss is for pairs").hasLineCount(1);
    String[] kto = with(verdicts, "--set", "preference.loss={loss: kto}");
    Run without = Run.of(with(kto, "--set", "unpaired.partners=none"));
    assertThat(without.exitCode()).isEqualTo(2);
    assertThat(without.err()).contains("unpaired.partners is none").hasLineCount(1);
    ended(Run.of(kto));
    assertThat(folder.resolve("verdicts/checkpoints/step-000002/model.safetensors")).exists();
  }

  private static String[] run(String name, String source) {
    return new String[] {
      "run", yaml.toString(), "--set", "run='" + folder.resolve(name) + "'", "--set", source
    };
  }

  private static String[] with(String[] arguments, String... more) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static void ended(Run run) {
    assertThat(run.exitCode()).as(run.err()).isZero();
  }
}
