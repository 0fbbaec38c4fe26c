package dev.vireo.jobs.rewards.columns;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.source.SparkErrors;
import dev.vireo.jobs.rewards.RewardOptions;
import dev.vireo.jobs.rewards.SqlOptions;
import dev.vireo.jobs.runtime.settings.Secret;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.trees.TreePattern;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;

/**
 * A Spark SQL expression over one completion's columns. A boolean counts as 1 or 0, null as no
 * reward. What is not a function of the row alone is refused: subqueries, aggregates, windows,
 * generators, random numbers, the time.
 */
record SqlReward(String expression) implements ColumnReward {
  static SqlReward create(Map<String, Object> options, SparkSession session) {
    SqlOptions read = RewardOptions.read(SqlOptions.defaults(), options);
    if (!Secret.in(options).isEmpty()) {
      throw new InputException(
          "option 'expression' contains ${env:...}, but Spark shows expressions on its pages; write"
              + " the value out, or use a reward of another type");
    }
    String expression = RewardOptions.needed("expression", read.expression());
    Expression analysed = analyse(expression, session);
    DataType type = analysed.dataType();
    if (!(type instanceof NumericType) && !(type instanceof BooleanType)) {
      throw new InputException(
          "expression '%s' gives %s; it must give a number or a boolean"
              .formatted(expression, type.simpleString()));
    }
    if (!analysed.deterministic() || analysed.containsPattern(TreePattern.CURRENT_LIKE())) {
      throw new InputException(
          "expression '%s' gives a different value each time; a reward must be repeatable"
              .formatted(expression));
    }
    return new SqlReward(expression);
  }

  private static Expression analyse(String expression, SparkSession session) {
    LogicalPlan plan;
    try {
      Dataset<Row> none = session.createDataFrame(List.<Row>of(), CompletionRows.SCHEMA);
      Dataset<Row> probe = none.select(functions.expr(expression));
      plan = ((org.apache.spark.sql.classic.Dataset<Row>) probe).queryExecution().analyzed();
    } catch (Exception e) {
      throw new InputException(
          "expression '%s' cannot be used: %s".formatted(expression, SparkErrors.firstLine(e)), e);
    }
    if (!(plan instanceof Project project)
        || !(project.child() instanceof LocalRelation)
        || project.projectList().size() != 1
        || SubqueryExpression.hasSubquery((Expression) project.projectList().head())) {
      throw new InputException(
          "expression '%s' must be one value of one row: no subquery, aggregate, window or generator"
              .formatted(expression));
    }
    return (Expression) project.projectList().head();
  }

  @Override
  public Dataset<Row> add(Dataset<Row> completions, String column) {
    return completions.withColumn(column, functions.expr(expression).cast("double"));
  }
}
