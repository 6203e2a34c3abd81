/* Stand-in NSS module: the users of /etc/aadpasswd. */
#include <errno.h>
#include <nss.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>

static enum nss_status find(const char *name, uid_t uid, struct passwd *user, char *buffer, size_t size, int *error) {
  FILE *file = fopen("/etc/aadpasswd", "re");
  struct passwd *found = NULL;
  if (!file) return NSS_STATUS_UNAVAIL;
  while (fgetpwent_r(file, user, buffer, size, &found) == 0 && found)
    if (name ? strcmp(user->pw_name, name) == 0 : user->pw_uid == uid) break;
  fclose(file);
  if (found) return NSS_STATUS_SUCCESS;
  *error = ENOENT;
  return NSS_STATUS_NOTFOUND;
}

enum nss_status _nss_aad_getpwnam_r(const char *name, struct passwd *user, char *buffer, size_t size, int *error) {
  return find(name, 0, user, buffer, size, error);
}

enum nss_status _nss_aad_getpwuid_r(uid_t uid, struct passwd *user, char *buffer, size_t size, int *error) {
  return find(NULL, uid, user, buffer, size, error);
}
