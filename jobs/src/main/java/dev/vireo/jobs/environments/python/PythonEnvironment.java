package dev.vireo.jobs.environments.python;

import dev.vireo.jobs.environments.Environment;
import dev.vireo.jobs.environments.EnvironmentProvider;
import dev.vireo.jobs.runtime.python.PythonFiles;
import dev.vireo.jobs.runtime.python.PythonProgram;
import dev.vireo.jobs.runtime.python.PythonWorkers;
import dev.vireo.jobs.runtime.settings.HomePath;
import dev.vireo.jobs.runtime.settings.Options;
import java.time.Duration;

/** A function in a Python file that says what comes next in a conversation. */
public final class PythonEnvironment implements EnvironmentProvider<PythonEnvironmentOptions> {
  @Override
  public String type() {
    return "python";
  }

  @Override
  public PythonEnvironmentOptions defaults() {
    return PythonEnvironmentOptions.defaults();
  }

  @Override
  public void check(PythonEnvironmentOptions options) {
    Options.needed("path", options.path());
  }

  @Override
  public Environment create(PythonEnvironmentOptions options) {
    PythonProgram program =
        new PythonProgram(
            PythonProgram.Protocol.CONVERSATIONS,
            PythonFiles.read(options.path(), options.files()),
            options.function(),
            HomePath.expand(options.python()),
            Duration.ofSeconds(options.timeoutSeconds()));
    // Loaded once on the driver, before anything is sampled.
    return new PythonConversations(program, PythonWorkers.check(program));
  }
}
