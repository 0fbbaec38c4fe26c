package dev.vireo.models.template.syntax;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A statement of a template. Lines are the template's, from 1. */
public sealed interface Statement {

  <T> T accept(Visitor<T> visitor);

  /** An operation on each kind of statement. */
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

  /** Literal text. */
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

  /** {@code if} with its {@code elif}s; the first branch whose test is true is executed. */
  record If(List<Branch> branches, List<Statement> otherwise) implements Statement {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.choose(this);
    }
  }

  /** A test and the statements to execute if it is true. */
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

  /** {@code set target} as a block, whose text passes through the filters. */
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
   * The parameters and the body of a macro or call block.
   *
   * @param names names that the body reads; a call may pass extra arguments only if {@code
   *     varargs}, {@code kwargs} or {@code caller} is among them
   */
  record Signature(List<Parameter> parameters, List<Statement> body, java.util.Set<String> names) {}

  /** A parameter and its default, if any. */
  record Parameter(String name, Optional<Expression> otherwise) {}

  /**
   * {@code call(parameters) macro(arguments)}: the macro runs the body by calling {@code caller()}.
   */
  record CallBlock(Signature caller, Expression.Call call, int line) implements Statement {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.callBlock(this);
    }
  }

  /** {@code filter name}, whose text passes through the filters. */
  record FilterBlock(List<Expression.Filter> filters, List<Statement> body, int line)
      implements Statement {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.filterBlock(this);
    }
  }

  /** {@code with name = value}: variables that exist only in the body. */
  record With(List<Map.Entry<Target, Expression>> bindings, List<Statement> body, int line)
      implements Statement {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.with(this);
    }
  }

  /** {@code generation}: marks what the assistant wrote; has no effect on the text. */
  record Generation(List<Statement> body) implements Statement {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.generation(this);
    }
  }

  /** {@code break} or {@code continue}. */
  record Leave(boolean breaks) implements Statement {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.leave(this);
    }
  }

  /** The target of an assignment. */
  sealed interface Target {}

  /** A variable. */
  record Variable(String name) implements Target {}

  /** Several targets, one for each element of the value. */
  record Variables(List<Target> targets) implements Target {}

  /** An attribute of a namespace. */
  record NamespaceAttribute(String namespace, String attribute) implements Target {}
}
