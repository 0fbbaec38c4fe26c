/** Vireo. */
package dev.vireo.models;
