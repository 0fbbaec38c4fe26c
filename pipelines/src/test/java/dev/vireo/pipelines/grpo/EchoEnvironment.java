package dev.vireo.pipelines.grpo;

import dev.vireo.jobs.environments.Environment;
import dev.vireo.jobs.environments.EnvironmentProvider;
import dev.vireo.jobs.environments.EnvironmentStep;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An environment that any policy can act in: it says back how long the policy's last message is,
 * and rewards the conversation by what was said once the policy has said enough.
 */
public final class EchoEnvironment implements EnvironmentProvider<EchoEnvironment.Options> {

  /** Half of all bytes end a turn, so that an unskilled policy takes turns, too. */
  public static final String STOP =
      IntStream.range(0, 128).mapToObj(String::valueOf).collect(Collectors.joining(",", "[", "]"));

  /**
   * @param enough messages of the policy's in a conversation
   */
  public record Options(int enough) {}

  @Override
  public String type() {
    return "echo";
  }

  @Override
  public Options defaults() {
    return new Options(2);
  }

  @Override
  public Environment create(Options options) {
    int enough = options.enough();
    return input ->
        input.messages().size() >= 2 * enough - 1
            ? EnvironmentStep.end(input.said().length())
            : EnvironmentStep.reply("user", "(" + input.said().length() + ")");
  }
}
