package dev.vireo.models.template.syntax;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a template does. Lines are those of the template, from 1. */
public sealed interface Statement {

  <T> T accept(Visitor<T> visitor);

  /** Something to do for each kind of statement. */
  interface Visitor<T> {
    T data(Data data);

    T print(Print print);

    T choose(If choice);

    T loop(For loop);

    T set(Set set);

    T setBlock(SetBlock set);

    T macro(Macro macro);

    T callBlock(CallBlock call);

    T filterBlock(FilterBlock filter);

    T with(With with);

    T generation(Generation generation);

    T leave(Leave leave);
  }

  /** Text as it stands. */
  record Data(String text) implements Statement {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.data(this);
    }
  }

  /** {@code {{ value }}}. */
  record Print(Expression value, int line) implements Statement {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.print(this);
    }
  }

  /** {@code if} with its {@code elif}; the first branch is taken whose test holds. */
  record If(List<Branch> branches, List<Statement> otherwise) implements Statement {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.choose(this);
    }
  }

  /** A test and what is done where it holds. */
  record Branch(Expression test, List<Statement> body, int line) {}

  /** {@code for target in items if test}. */
  record For(
      Target target,
      Expression items,
      Optional<Expression> test,
      List<Statement> body,
      List<Statement> otherwise,
      int line)
      implements Statement {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.loop(this);
    }
  }

  /** {@code set target = value}. */
  record Set(Target target, Expression value, int line) implements Statement {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.set(this);
    }
  }

  /** {@code set target}, and the text of the body through filters. */
  record SetBlock(Target target, List<Expression.Filter> filters, List<Statement> body, int line)
      implements Statement {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.setBlock(this);
    }
  }

  /** {@code macro name(parameters)}. */
  record Macro(String name, Signature signature, int line) implements Statement {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.macro(this);
    }
  }

  /**
   * Parameters and a body.
   *
   * @param names names that the body reads: whether {@code varargs}, {@code kwargs} and {@code
   *     caller} are among them decides what a call may be given
   */
  record Signature(List<Parameter> parameters, List<Statement> body, java.util.Set<String> names) {}

  /** A parameter, and its value where a call does not give one. */
  record Parameter(String name, Optional<Expression> otherwise) {}

  /** {@code call(parameters) macro(arguments)}: the body is what the macro calls by caller(). */
  record CallBlock(Signature caller, Expression.Call call, int line) implements Statement {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.callBlock(this);
    }
  }

  /** {@code filter name}: the text of the body through filters. */
  record FilterBlock(List<Expression.Filter> filters, List<Statement> body, int line)
      implements Statement {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.filterBlock(this);
    }
  }

  /** {@code with name = value}: variables for the body alone. */
  record With(List<Map.Entry<Target, Expression>> bindings, List<Statement> body, int line)
      implements Statement {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.with(this);
    }
  }

  /** {@code generation}: marks what an assistant wrote, and has no effect on the text. */
  record Generation(List<Statement> body) implements Statement {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.generation(this);
    }
  }

  /** The loop is left, or its turn is. */
  record Leave(boolean breaks) implements Statement {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.leave(this);
    }
  }

  /** What a value is put into. */
  sealed interface Target {}

  /** A variable. */
  record Variable(String name) implements Target {}

  /** Several, one for each element. */
  record Variables(List<Target> targets) implements Target {}

  /** An attribute of a namespace. */
  record NamespaceAttribute(String namespace, String attribute) implements Target {}
}
