package dev.vireo.chaos;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/** A reward function of the user's own throws for one prompt of a thousand, and is mended. */
final class RewardThrows implements Fault {

  private static final int PROMPTS = 1000;

  /** One iteration over a thousand prompts, in chunks of fifty. */
  private static final String[] SETTINGS = {
    "prompts-per-iteration=" + PROMPTS,
    "iterations=1",
    "rollouts.group-size=2",
    "rollouts.chunk-groups=50",
    "update.groups-per-step=500",
    "update.micro-batch-completions=100",
    "rewards=[{type: chaos-digits, name: digits}, {type: exact-match, name: exact, weight: 0}]"
  };

  @Override
  public String name() {
    return "reward_throws";
  }

  @Override
  public String what() {
    return "a reward function that throws for one prompt in " + PROMPTS;
  }

  @Override
  public String provoke(Workshop workshop) throws Exception {
    Path whole = workshop.folder().resolve("undisturbed");
    workshop.start(whole, Options.LOCAL, SETTINGS).end().done();
    Map<String, String> expected = RunFiles.bytes(whole);

    List<String> prompts = workshop.trainingPrompts();
    String prompt = prompts.get(new SplittableRandom(workshop.seed()).nextInt(PROMPTS));
    Path run = workshop.folder().resolve("run");
    Options throwing = Options.LOCAL.variable(MendedReward.VARIABLE, prompt);
    Map<String, RunFiles.Mark> committed = Map.of();
    for (int time = 1; time <= 2; time++) {
      String line = workshop.start(run, throwing, SETTINGS).end().refused(2);
      Unmet.unless(
          line.matches(
              "reward 'digits' \\(chaos-digits\\) on prompt '"
                  + Pattern.quote(prompt)
                  + "', sample \\d+ failed: .*: this prompt was not thought of; fix it, .*"),
          "neither reward nor prompt is named: %s",
          line);
      RunFiles.kept(committed, run);
      committed = RunFiles.committed(run);
      workshop.say("refused, %d files committed", committed.size());
    }
    workshop.start(run, Options.LOCAL, SETTINGS).end().done();
    RunFiles.kept(committed, run);
    RunFiles.same(expected, run);
    long rewards = committed.keySet().stream().filter(file -> file.startsWith("rewards/")).count();
    return ("one line names reward and prompt, exit code 2; once fixed, the same command ended in"
            + " the same bytes, %d files kept, %d of them chunks of rewards")
        .formatted(committed.size(), rewards);
  }
}
