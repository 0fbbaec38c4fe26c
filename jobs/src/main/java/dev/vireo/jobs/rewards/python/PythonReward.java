package dev.vireo.jobs.rewards.python;

import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardFunctionProvider;
import dev.vireo.jobs.rewards.RewardOptions;
import dev.vireo.jobs.runtime.python.PythonFiles;
import dev.vireo.jobs.runtime.python.PythonProgram;
import dev.vireo.jobs.runtime.python.PythonWorkers;
import dev.vireo.jobs.runtime.settings.HomePath;
import java.time.Duration;
import java.util.List;

/** A function in a Python file, with the signature of TRL's reward functions. */
public final class PythonReward implements RewardFunctionProvider<PythonOptions> {
  @Override
  public String type() {
    return "python";
  }

  @Override
  public PythonOptions defaults() {
    return PythonOptions.defaults();
  }

  @Override
  public RewardFunction create(PythonOptions options) {
    String path = RewardOptions.needed("path", options.path());
    PythonProgram program =
        new PythonProgram(
            PythonProgram.Protocol.REWARDS,
            PythonFiles.read(path, options.files()),
            options.function(),
            HomePath.expand(options.python()),
            Duration.ofSeconds(options.timeoutSeconds()));
    // Loaded once on the driver, before anything is sampled.
    List<String> needs = PythonWorkers.check(program);
    return new PythonFunction(program, options.messagesColumn(), needs);
  }
}
