package dev.vireo.jobs.environments.calculator;

import dev.vireo.jobs.environments.Environment;
import dev.vireo.jobs.environments.EnvironmentInput;
import dev.vireo.jobs.environments.EnvironmentProvider;
import dev.vireo.jobs.environments.EnvironmentStep;
import java.util.List;
import java.util.Optional;

/** Answers a line such as {@code calculate: 12*(3+4)}; a message without one is the last. */
public final class Calculator implements EnvironmentProvider<CalculatorOptions> {
  @Override
  public String type() {
    return "calculator";
  }

  @Override
  public CalculatorOptions defaults() {
    return CalculatorOptions.defaults();
  }

  @Override
  public Environment create(CalculatorOptions options) {
    return new AtWork(options);
  }

  private record AtWork(CalculatorOptions options) implements Environment {
    private static final long serialVersionUID = 1L;

    @Override
    public EnvironmentStep step(EnvironmentInput conversation) {
      return asked(conversation.said())
          .map(expression -> EnvironmentStep.reply(options.role(), reply(expression)))
          .orElseGet(EnvironmentStep::end);
    }

    private Optional<String> asked(String message) {
      return message
          .lines()
          .map(String::strip)
          .filter(line -> line.startsWith(options.prefix()))
          .reduce((earlier, later) -> later)
          .map(line -> line.substring(options.prefix().length()));
    }

    private String reply(String expression) {
      return options.reply().replace(CalculatorOptions.RESULT, value(expression));
    }

    private static String value(String expression) {
      try {
        return Expression.value(expression).toString();
      } catch (CalculationFault e) {
        return "error: " + e.getMessage();
      }
    }

    @Override
    public List<String> roles() {
      return List.of(options.role());
    }
  }
}
