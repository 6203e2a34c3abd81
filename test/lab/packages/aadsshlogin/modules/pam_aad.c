/* Stand-in PAM module: has no opinion (PAM_IGNORE is 25). The prototypes are PAM's, spelled out to need no header. */
#define STACK(name) \
  int name(void *handle, int flags, int argc, const char **argv) { \
    (void)handle, (void)flags, (void)argc, (void)argv; \
    return 25; \
  }

STACK(pam_sm_authenticate)
STACK(pam_sm_setcred)
STACK(pam_sm_acct_mgmt)
STACK(pam_sm_open_session)
STACK(pam_sm_close_session)
STACK(pam_sm_chauthtok)
